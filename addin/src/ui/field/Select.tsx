import { Select as AriaSelect, Button, Label, ListBox, ListBoxItem, Popover, SelectValue } from 'react-aria-components';
import { Icon } from '../icons/Icon';
import styles from './Field.module.css';

export type Choice = { id: string; label: string };

export function Select({
  label,
  value,
  onChange,
  choices,
  placeholder,
  className,
}: {
  label: string;
  value: string | null;
  onChange: (id: string) => void;
  choices: Choice[];
  placeholder?: string;
  className?: string | undefined;
}) {
  return (
    <AriaSelect
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      className={`${styles.field} ${className ?? ''}`}
      {...(placeholder ? { placeholder } : {})}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <Button className={`${styles.input} ${styles.select}`}>
        <SelectValue className={styles.chosen ?? ''} />
        <Icon name="down" />
      </Button>
      <Popover className={styles.popover ?? ''} offset={2}>
        <ListBox className={styles.options ?? ''} items={choices}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className={styles.option ?? ''}>
              {choice.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
