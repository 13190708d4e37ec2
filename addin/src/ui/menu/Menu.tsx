import type { ReactElement, ReactNode } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Header,
  Keyboard,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
  Text,
} from 'react-aria-components';
import { Icon } from '../icons/Icon';
import type { IconName } from '../icons/icons';
import styles from './Menu.module.css';

export type MenuEntry = {
  id: string;
  label: string;
  detail?: string | undefined;
  icon?: IconName | undefined;
  keys?: string | undefined;
  isDisabled?: boolean | undefined;
  /** A choice among several: shows a mark. */
  chosen?: boolean | undefined;
  run: () => void;
};
export type MenuPart = { title?: string; entries: MenuEntry[] };

/** A button (first child) that opens a list of actions. */
export function Menu({
  label,
  trigger,
  parts,
  isOpen,
  onOpenChange,
}: {
  label: string;
  trigger: ReactElement;
  parts: MenuPart[];
  isOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
}) {
  const shown = parts.filter((part) => part.entries.length > 0);
  return (
    <MenuTrigger {...(isOpen === undefined ? {} : { isOpen })} {...(onOpenChange ? { onOpenChange } : {})}>
      {trigger}
      <Popover className={styles.popover ?? ''} offset={4} placement="bottom end">
        <AriaMenu aria-label={label} className={styles.menu ?? ''}>
          {shown.flatMap((part): ReactNode[] => [
            part === shown[0] ? null : <Separator key={`line:${part.entries[0]?.id}`} className={styles.line ?? ''} />,
            <MenuSection key={part.entries[0]?.id ?? ''} {...(part.title ? {} : { 'aria-label': label })}>
              {part.title ? <Header className={styles.title ?? ''}>{part.title}</Header> : null}
              {part.entries.map((entry) => (
                <Item key={entry.id} entry={entry} />
              ))}
            </MenuSection>,
          ])}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

function Item({ entry }: { entry: MenuEntry }) {
  return (
    <AriaMenuItem
      id={entry.id}
      textValue={entry.label}
      isDisabled={entry.isDisabled ?? false}
      onAction={entry.run}
      className={styles.item ?? ''}
    >
      <span className={styles.mark}>
        {entry.chosen ? <Icon name="check" /> : entry.icon ? <Icon name={entry.icon} /> : null}
      </span>
      <span className={styles.words}>
        <Text slot="label">{entry.label}</Text>
        {entry.detail ? (
          <Text slot="description" className={styles.detail ?? ''}>
            {entry.detail}
          </Text>
        ) : null}
      </span>
      {entry.keys ? <Keyboard className={styles.keys ?? ''}>{entry.keys}</Keyboard> : null}
    </AriaMenuItem>
  );
}
