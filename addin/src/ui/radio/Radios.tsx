import { Label, Radio, RadioGroup } from 'react-aria-components';
import styles from '../field/Field.module.css';

export type RadioChoice = { id: string; label: string; detail?: string | undefined };

/** One of several, each with a line of detail; `segments` sets short ones side by side. */
export function Radios({
  label,
  value,
  onChange,
  choices,
  segments = false,
  hideLabel = false,
}: {
  label: string;
  value: string | null;
  onChange: (id: string) => void;
  choices: RadioChoice[];
  segments?: boolean;
  hideLabel?: boolean;
}) {
  return (
    <RadioGroup
      value={value}
      onChange={onChange}
      className={styles.field ?? ''}
      orientation={segments ? 'horizontal' : 'vertical'}
      {...(hideLabel ? { 'aria-label': label } : {})}
    >
      {hideLabel ? null : <Label className={styles.label ?? ''}>{label}</Label>}
      <div className={segments ? styles.segments : styles.radios}>
        {choices.map((choice) => (
          <Radio key={choice.id} value={choice.id} className={(segments ? styles.segment : styles.radio) ?? ''}>
            {segments ? null : <span className={styles.dot} />}
            <span className={styles.words}>
              <span>{choice.label}</span>
              {choice.detail ? <span className={styles.detail}>{choice.detail}</span> : null}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
