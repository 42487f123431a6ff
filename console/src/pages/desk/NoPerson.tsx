import { useReader } from "../../api/acting";
import { Empty } from "../../ui/State";
import { words } from "../../words/en";

const text = words.desk;

/** Why nothing can be the reader's own here, and what to do about it. */
export function NoPerson() {
  const { byToken } = useReader();
  return <Empty title={byToken ? text.noPerson : text.notLinked}>{byToken ? text.noPersonNote : text.notLinkedNote}</Empty>;
}
