// Whether the server answers at all. What asks it says so here, and whoever shows it asks again until it does.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { get, isLost, onReach } from "./client";

const againMs = 5_000;

/** True while the server cannot be reached. It is asked again meanwhile, and everything on the page once it answers. */
export function useLost(): boolean {
  const lost = useSyncExternalStore(onReach, isLost);
  const queries = useQueryClient();
  const before = useRef(lost);
  // Any answer will do, a refusal too.
  useQuery({ queryKey: ["reach"], queryFn: () => get("/v1/session").catch(() => null), enabled: lost, refetchInterval: againMs, staleTime: 0 });
  useEffect(() => {
    if (before.current && !lost) void queries.invalidateQueries();
    before.current = lost;
  }, [lost, queries]);
  return lost;
}
