import { Autocomplete, Header, Input, Menu, MenuItem, MenuSection, SearchField } from 'react-aria-components';
import { Icon } from '../icons/Icon';
import type { IconName } from '../icons/icons';
import { Kbd } from '../kbd';
import styles from './PaletteList.module.css';

export type PaletteItem = {
  id: string;
  label: string;
  detail?: string | undefined;
  icon?: IconName | undefined;
  keys?: string | undefined;
};
export type PalettePart = { title: string; items: PaletteItem[] };

/** A field with a list under it; the arrows move in the list while one types. The items come already filtered. */
export function PaletteList({
  label,
  placeholder,
  empty,
  text,
  onText,
  parts,
  onChoose,
}: {
  label: string;
  placeholder: string;
  empty: string;
  text: string;
  onText: (text: string) => void;
  parts: PalettePart[];
  onChoose: (id: string) => void;
}) {
  return (
    <Autocomplete inputValue={text} onInputChange={onText}>
      <SearchField aria-label={label} autoFocus className={styles.search ?? ''}>
        <Icon name="search" />
        <Input className={styles.input ?? ''} placeholder={placeholder} />
      </SearchField>
      <Menu
        aria-label={label}
        className={styles.list ?? ''}
        onAction={(key) => onChoose(String(key))}
        renderEmptyState={() => <div className={styles.empty}>{empty}</div>}
      >
        {parts
          .filter((part) => part.items.length > 0)
          .map((part) => (
            <MenuSection key={part.title} id={part.title}>
              <Header className={styles.title ?? ''}>{part.title}</Header>
              {part.items.map((item) => (
                <MenuItem key={item.id} id={item.id} textValue={item.label} className={styles.item ?? ''}>
                  <span className={styles.icon}>{item.icon ? <Icon name={item.icon} /> : null}</span>
                  <span className={styles.words}>
                    <span>{item.label}</span>
                    {item.detail ? <span className={styles.detail}>{item.detail}</span> : null}
                  </span>
                  {item.keys ? <Kbd>{item.keys}</Kbd> : null}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
      </Menu>
    </Autocomplete>
  );
}
