import type { ReactNode } from 'react';
import { Icon } from '../icons/Icon';
import type { IconName } from '../icons/icons';
import styles from './Badge.module.css';

export type Tone = 'plain' | 'brand' | 'good' | 'warn' | 'bad' | 'guess';

/** A short word about a record. Its colour repeats what the word or icon says. */
export function Badge({ tone = 'plain', icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </span>
  );
}
