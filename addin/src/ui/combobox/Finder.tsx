import type { ReactNode } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { IconButton } from '../button/Button';
import styles from '../field/Field.module.css';

export type FinderItem = { id: string; label: string; detail?: string | undefined };

/** A field that finds records as one types. The items come from outside, already filtered. */
export function Finder({
  label,
  text,
  onText,
  items,
  onChoose,
  onClear,
  clearLabel,
  empty,
  showEmpty = false,
  placeholder,
  mark,
  autoFocus = false,
}: {
  label: string;
  text: string;
  onText: (text: string) => void;
  items: FinderItem[];
  onChoose: (id: string) => void;
  onClear?: (() => void) | undefined;
  clearLabel?: string;
  empty: string;
  /** Whether to say that nothing was found. */
  showEmpty?: boolean;
  placeholder?: string;
  mark?: ReactNode;
  autoFocus?: boolean;
}) {
  return (
    <ComboBox
      items={items}
      inputValue={text}
      onInputChange={onText}
      value={null}
      onChange={(key) => key !== null && onChoose(String(key))}
      allowsCustomValue
      allowsEmptyCollection={showEmpty}
      menuTrigger="input"
      className={styles.field ?? ''}
      autoFocus={autoFocus}
      defaultFilter={() => true}
    >
      <span className={styles.head}>
        <Label className={styles.label ?? ''}>{label}</Label>
        {mark}
      </span>
      <div className={styles.combo}>
        <Input className={styles.input ?? ''} {...(placeholder ? { placeholder } : {})} />
        {text && onClear ? (
          <span className={styles.clear}>
            <IconButtonOutside label={clearLabel ?? ''} onPress={onClear} />
          </span>
        ) : null}
      </div>
      <Popover className={styles.popover ?? ''} offset={2}>
        <ListBox
          className={styles.options ?? ''}
          items={items}
          renderEmptyState={() => <div className={styles.empty}>{empty}</div>}
        >
          {(item: FinderItem) => (
            <ListBoxItem id={item.id} textValue={item.label} className={styles.option ?? ''}>
              <span className={styles.words}>
                <span>{item.label}</span>
                {item.detail ? <span className={styles.detail}>{item.detail}</span> : null}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

/** Inside a combo box every button would open the list; this one is cut off from it. */
function IconButtonOutside({ label, onPress }: { label: string; onPress: () => void }) {
  return <IconButton slot={null} label={label} icon="dismiss" onPress={onPress} />;
}
