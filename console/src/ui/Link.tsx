import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { navigate } from "../app/location";

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { to: string };

/** A link within the console; with a modifier key it opens a tab as any link does. */
export function Link({ to, onClick, children, ...rest }: Props) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
