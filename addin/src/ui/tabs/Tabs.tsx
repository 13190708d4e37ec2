import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import styles from './Tabs.module.css';

export type TabPart = { id: string; label: string; count?: number | undefined; content: () => ReactNode };

/** Tabs after the ARIA pattern: the arrows, Home and End choose, Tab goes into the panel. */
export function Tabs({
  label,
  parts,
  chosen,
  onChoose,
  end,
}: {
  label: string;
  parts: TabPart[];
  chosen: string;
  onChoose: (id: string) => void;
  /** Stands at the end of the row of tabs. */
  end?: ReactNode;
}) {
  const name = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = parts.findIndex((part) => part.id === chosen);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: parts.length - 1 }[event.key];
    const next = to === undefined ? undefined : parts[(to + parts.length) % parts.length];
    if (!next) return;
    event.preventDefault();
    onChoose(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div>
      <div className={styles.bar}>
        <div ref={list} role="tablist" aria-label={label} className={styles.list} onKeyDown={onKeyDown}>
          {parts.map((part) => (
            <button
              key={part.id}
              type="button"
              role="tab"
              id={`${name}-${part.id}`}
              data-tab={part.id}
              aria-selected={part.id === chosen}
              aria-controls={part.id === chosen ? `${name}-panel` : undefined}
              tabIndex={part.id === chosen ? 0 : -1}
              className={styles.tab}
              onClick={() => onChoose(part.id)}
            >
              {part.label}
              {part.count ? <span className={styles.count}>{part.count}</span> : null}
            </button>
          ))}
        </div>
        {end}
      </div>
      <div role="tabpanel" id={`${name}-panel`} aria-labelledby={`${name}-${chosen}`} className={styles.panel}>
        {parts[at]?.content()}
      </div>
    </div>
  );
}
