import type { Priority, RequestStatus } from "../../api/desk";
import { Badge } from "../../ui/Parts";

const statusTones: Record<RequestStatus, string> = { New: "plain", Triaging: "plain", Waiting: "wait", Escalated: "wait", Completed: "good", Rejected: "bad", Closed: "plain" };
const priorityTones: Record<Priority, string> = { Low: "plain", Medium: "plain", High: "bad" };

export function RequestStatusBadge({ status }: { status: RequestStatus }) {
  return <Badge tone={statusTones[status]}>{status}</Badge>;
}

export function PriorityBadge({ priority }: { priority: Priority }) {
  return <Badge tone={priorityTones[priority]}>{priority}</Badge>;
}
