import type { ReactNode } from 'react';
import {
  TextField as AriaTextField,
  FieldError,
  Input,
  type InputProps,
  Label,
  Text,
  TextArea,
} from 'react-aria-components';
import styles from './Field.module.css';

export type FieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Stands beside the label, such as the mark of a guess. */
  mark?: ReactNode;
  hint?: string | undefined;
  error?: string | undefined;
  isRequired?: boolean;
  isDisabled?: boolean;
  name?: string;
  autoFocus?: boolean;
  className?: string | undefined;
};

export function TextField({
  label,
  mark,
  hint,
  error,
  rows,
  placeholder,
  type = 'text',
  inputMode,
  guessed = false,
  autoComplete = 'off',
  maxLength,
  className,
  ...rest
}: FieldProps & {
  /** More than one row makes it a text area. */
  rows?: number;
  placeholder?: string;
  type?: 'text' | 'email' | 'tel' | 'url' | 'search';
  inputMode?: InputProps['inputMode'];
  guessed?: boolean;
  autoComplete?: string;
  maxLength?: number;
}) {
  return (
    <AriaTextField
      {...rest}
      type={type}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={`${styles.field} ${className ?? ''}`}
      data-guessed={guessed || undefined}
      autoComplete={autoComplete}
      {...(maxLength ? { maxLength } : {})}
      {...(inputMode ? { inputMode } : {})}
    >
      <span className={styles.head}>
        <Label className={styles.label ?? ''}>{label}</Label>
        {mark}
      </span>
      {rows ? (
        <TextArea className={styles.input ?? ''} rows={rows} />
      ) : (
        <Input className={styles.input ?? ''} {...(placeholder ? { placeholder } : {})} />
      )}
      {hint ? (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      ) : null}
      <FieldError className={styles.error ?? ''}>{error ?? ''}</FieldError>
    </AriaTextField>
  );
}
