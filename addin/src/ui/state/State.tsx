import type { ReactNode } from 'react';
import { Icon } from '../icons/Icon';
import type { IconName } from '../icons/icons';
import styles from './State.module.css';

/** What fills the panel when there is no record to show: what is so, and what to do about it. */
export function State({
  icon,
  title,
  children,
  actions,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={styles.state}>
      <Icon name={icon} big className={styles.icon} />
      <h1 className={styles.title} tabIndex={-1}>
        {title}
      </h1>
      <div className={styles.text}>{children}</div>
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </div>
  );
}

/** Grey bars in the places of what is on its way. Shown by CSS after 150 ms, so a quick answer never flickers. */
export function Skeleton({ label, rows = 8, titled = false }: { label: string; rows?: number; titled?: boolean }) {
  return (
    <div className={styles.skeleton} role="status" aria-label={label}>
      {titled ? <h1 className="hidden-visually">{label}</h1> : null}
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
        <span key={i} className={styles.bar} data-wide={i % 3 === 0 || undefined} />
      ))}
    </div>
  );
}
