// What the reader is told. Nobody sees another's; who is nobody of the workspace is told nothing.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useReader } from "./acting";
import { api, get, post } from "./client";

export type NoticeKind =
  | "lead_given"
  | "lead_left"
  | "came_back"
  | "reminder"
  | "late"
  | "escalated"
  | "queue_late"
  | "decision_asked"
  | "leads_moved"
  | "record_ended"
  | "approval_asked"
  | "approval_late"
  | "case_question"
  | "case_decided"
  | "case_closed";
export type NoticeAction = "accept" | "contacted" | "hand_back" | "snooze";

export interface Notice {
  id: string;
  kind: NoticeKind;
  title: string;
  /** Why the reader. */
  why: string;
  /** The customer's own words; null where the reader may not see them. */
  words: string | null;
  /** In the reader's zone, as people write it. */
  deadline: string | null;
  due_at: string | null;
  lead_id: string | null;
  request_id: string | null;
  actions: readonly NoticeAction[];
  at: string;
  read_at: string | null;
  snoozed_until: string | null;
  /** No longer so. */
  overtaken: boolean;
}

interface NoticePage {
  items: Notice[];
  unread: number;
  next_cursor: string | null;
}

export interface NoticeSettings {
  mail: boolean;
  digest_at: string | null;
  quiet_from: string | null;
  quiet_to: string | null;
  in_working_hours: boolean;
}

/** How many are unread. No notice is asked for, so nobody's words are read. */
export function useUnread() {
  const { person } = useReader();
  return useQuery({ queryKey: ["notices", person, "unread"], queryFn: () => get<NoticePage>("/v1/notices?limit=0"), enabled: person !== null, refetchInterval: 15_000 });
}

export function useNotices(unreadOnly: boolean) {
  const { person } = useReader();
  return useInfiniteQuery({
    queryKey: ["notices", person, "list", unreadOnly],
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ limit: "50" });
      if (unreadOnly) search.set("unread", "true");
      if (pageParam !== null) search.set("cursor", pageParam);
      return get<NoticePage>(`/v1/notices?${search.toString()}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    enabled: person !== null,
  });
}

export interface Acted {
  notice: Notice;
  /** `read` changes nothing but that. */
  action: NoticeAction | "read";
  reason?: string;
  /** With reasons that ask for it. */
  until?: string | null;
  lasts?: string;
}

/** What can be done about a notice; what was acted on counts as read. */
export function useNoticeAction() {
  const queries = useQueryClient();
  const { person, byToken } = useReader();
  return useMutation({
    mutationFn: async ({ notice, action, reason, until = null, lasts }: Acted) => {
      if (action === "snooze") return post(api`/v1/notices/${notice.id}/snooze`, { for: lasts ?? "1h" });
      if (action !== "read") {
        const by = byToken && person !== null ? { by: person } : {};
        await post(api`/v1/leads/${notice.lead_id ?? ""}/${action}`, { ...by, ...(reason === undefined ? {} : { reason }), ...(until === null ? {} : { until }) });
      }
      return post(api`/v1/notices/${notice.id}/read`);
    },
    onSettled: () => Promise.all(["notices", "leads", "lead", "queues"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
