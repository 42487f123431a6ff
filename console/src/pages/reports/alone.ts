import { ApiProblem } from "../../api/client";

/** The server reads the whole log for one report at a time, and says 409 to the next: wait for it. */
export const alone = {
  retry: (count: number, error: Error) => count < 20 && error instanceof ApiProblem && error.status === 409,
  retryDelay: 500,
} as const;
