import type { ReactNode } from 'react';
import { Icon } from '../icons/Icon';
import type { IconName } from '../icons/icons';
import styles from './Notice.module.css';

/** A sentence that stays: what a form does beside saving, or why something is missing. */
export function Notice({
  tone = 'info',
  icon,
  children,
  action,
}: {
  tone?: 'info' | 'warn' | 'bad' | 'good';
  icon?: IconName;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={icon ?? (tone === 'info' ? 'info' : tone === 'good' ? 'checkCircle' : 'warning')} />
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}
