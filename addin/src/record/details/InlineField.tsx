import { useLingui } from '@lingui/react/macro';
import { useEffect, useId, useRef, useState } from 'react';
import { TextField } from '../../ui/field/TextField';
import { Icon } from '../../ui/icons/Icon';
import styles from './Details.module.css';

/** A value that becomes a field when pressed. Enter or leaving it saves, Escape takes the old value back. */
export function InlineField({
  label,
  value,
  onSave,
  readOnly = false,
  editing = 0,
  href,
  rows,
}: {
  label: string;
  value: string;
  onSave: (value: string) => void;
  readOnly?: boolean;
  /** Opens the field whenever it grows. */
  editing?: number;
  href?: string | undefined;
  rows?: number;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const open = typed !== null;
  const id = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the command opens it, not a new value
  useEffect(() => {
    if (editing > 0) setTyped((now) => now ?? value);
  }, [editing]);
  useEffect(() => {
    if (!open) return;
    const input = box.current?.querySelector<HTMLInputElement | HTMLTextAreaElement>('input, textarea');
    input?.focus();
    input?.select();
  }, [open]);

  const close = (save: boolean) => {
    if (typed === null) return;
    setTyped(null);
    if (save && typed.trim() !== value) onSave(typed.trim());
    else requestAnimationFrame(() => box.current?.querySelector('button')?.focus());
  };
  return (
    <div className={styles.row} ref={box}>
      {open ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: keys and focus bubble up from the field inside
        <div
          className={styles.editor}
          onBlur={() => close(true)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') close(false);
            else if (event.key === 'Enter' && (!rows || event.ctrlKey || event.metaKey)) close(true);
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        >
          <TextField label={label} value={typed} onChange={setTyped} {...(rows ? { rows } : {})} />
        </div>
      ) : (
        <>
          <span className={styles.label} id={id}>
            {label}
          </span>
          {readOnly ? (
            <span className={styles.value}>{value || '–'}</span>
          ) : (
            <button
              type="button"
              className={styles.value}
              data-empty={!value || undefined}
              onClick={() => setTyped(value)}
            >
              <span className="hidden-visually">{t`Edit ${label}: `}</span>
              {value || t`add`}
            </button>
          )}
          {href ? (
            <a
              className={styles.link}
              href={href}
              target="_blank"
              rel="noreferrer noopener"
              aria-label={`${label}: ${value}`}
            >
              <Icon name="open" />
            </a>
          ) : null}
        </>
      )}
    </div>
  );
}
