import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef } from 'react';
import { CommandIcon } from '../commands/CommandButton';
import { useCommand } from '../commands/registry';
import { Button } from '../ui/button/Button';
import styles from './FormFrame.module.css';

/** A view over the record: its title with the way back, its content, and below the button that saves. */
export function FormFrame({
  title,
  onBack,
  onSave,
  saveLabel,
  busy = false,
  canSave = true,
  children,
}: {
  title: string;
  onBack: () => void;
  onSave?: () => void;
  saveLabel?: string;
  busy?: boolean;
  canSave?: boolean;
  children: ReactNode;
}) {
  const { t } = useLingui();
  const form = useRef<HTMLFormElement>(null);
  useCommand('back', onBack);
  useCommand('save', () => form.current?.requestSubmit(), onSave !== undefined && canSave && !busy);
  // A person opened this view, so the focus may come along: to the first field, else to the title.
  useEffect(() => {
    const first = form.current?.querySelector<HTMLElement>('[data-first] input, [data-first] textarea');
    (first ?? form.current?.querySelector<HTMLElement>('h1'))?.focus();
  }, []);
  return (
    <form
      ref={form}
      className={styles.frame}
      aria-label={title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave && !busy) onSave?.();
      }}
    >
      <header className={styles.head}>
        <CommandIcon id="back" icon="back" />
        <h1 className={styles.title} tabIndex={-1}>
          {title}
        </h1>
        {onSave ? (
          <Button type="submit" look="primary" pending={busy} isDisabled={!canSave} shortcut="Control+Enter">
            {saveLabel ?? t`Save`}
          </Button>
        ) : null}
      </header>
      <div className={styles.body}>{children}</div>
    </form>
  );
}
