import type { ReactNode } from "react";
import { moveByRow } from "./rowKeys";

export interface Head {
  name: string;
  number?: boolean;
}

interface Props {
  label: string;
  heads: readonly (string | Head)[];
  className?: string;
  /** On a phone each row is a card, whose cells say by `data-label` what they are; for rows of which one reads every cell. */
  stacked?: boolean;
  children: ReactNode;
}

/** A table that scrolls sideways within its frame where it is wider than the page. */
export function ScrollTable({ label, heads, className = "", stacked = false, children }: Props) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys
    <div className="scroll" tabIndex={0} role="group" aria-label={label}>
      <table className={stacked ? `stacked ${className}` : className}>
        <thead>
          <tr>
            {heads.map((head) => {
              const { name, number = false } = typeof head === "string" ? { name: head } : head;
              return name === "" ? (
                <td key="" />
              ) : (
                <th key={name} scope="col" className={number ? "number" : undefined}>
                  {name}
                </th>
              );
            })}
          </tr>
        </thead>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what is in it takes the keys */}
        <tbody onKeyDown={moveByRow}>{children}</tbody>
      </table>
    </div>
  );
}
