import type { ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Icon } from '../icons/Icon';
import type { IconName } from '../icons/icons';
import styles from './Button.module.css';

export type ButtonLook = 'primary' | 'normal' | 'subtle' | 'danger';

type Common = {
  onPress?: (() => void) | undefined;
  isDisabled?: boolean;
  type?: 'button' | 'submit';
  className?: string | undefined;
  /** The single key or chord that does the same, for assistive technology. */
  shortcut?: string | undefined;
  form?: string;
  /** `null` cuts the button off from a surrounding field that would take it for its own. */
  slot?: null;
  ref?: Ref<HTMLButtonElement>;
  onKeyDown?: (event: { key: string; continuePropagation?: () => void }) => void;
  'aria-haspopup'?: 'menu';
  'aria-expanded'?: boolean;
};

export function Button({
  look = 'normal',
  icon,
  pending = false,
  children,
  className,
  shortcut,
  ...rest
}: Common & { look?: ButtonLook; icon?: IconName; pending?: boolean; children: ReactNode }) {
  return (
    <AriaButton
      {...rest}
      onPress={pending ? undefined : rest.onPress}
      className={`${styles.button} ${className ?? ''}`}
      data-look={look}
      data-pending={pending || undefined}
      aria-busy={pending || undefined}
      {...(shortcut ? { 'aria-keyshortcuts': shortcut } : {})}
    >
      {icon ? <Icon name={icon} /> : null}
      <span className={styles.label}>{children}</span>
    </AriaButton>
  );
}

/** A button with an icon alone; its label shows as a tooltip too. */
export function IconButton({
  label,
  icon,
  small = false,
  pressed,
  className,
  shortcut,
  ...rest
}: Common & { label: string; icon: IconName; small?: boolean; pressed?: boolean }) {
  return (
    <AriaButton
      {...rest}
      aria-label={label}
      className={`${styles.icon} ${className ?? ''}`}
      data-small={small || undefined}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      {...(shortcut ? { 'aria-keyshortcuts': shortcut } : {})}
    >
      <span className={styles.whole} title={label}>
        <Icon name={icon} />
      </span>
    </AriaButton>
  );
}
