import type { ReactNode, RefObject } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Header,
  Keyboard,
  MenuSection,
  Popover,
  Separator,
  Text,
} from 'react-aria-components';
import { Icon } from '../icons/Icon';
import type { MenuEntry, MenuPart } from './Menu';
import styles from './Menu.module.css';

/** The list that a menu opens. It is a chunk of its own: the first screen needs only the buttons. */
export function MenuList({
  label,
  parts,
  trigger,
  isOpen,
  onOpenChange,
}: {
  label: string;
  parts: MenuPart[];
  trigger: RefObject<HTMLButtonElement | null>;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Popover
      triggerRef={trigger}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      className={styles.popover ?? ''}
      offset={4}
      placement="bottom end"
      trigger="MenuTrigger"
    >
      <AriaMenu aria-label={label} className={styles.menu ?? ''} autoFocus="first" onClose={() => onOpenChange(false)}>
        {parts.flatMap((part): ReactNode[] => [
          part === parts[0] ? null : <Separator key={`line:${part.entries[0]?.id}`} className={styles.line ?? ''} />,
          <MenuSection key={part.entries[0]?.id ?? ''} {...(part.title ? {} : { 'aria-label': label })}>
            {part.title ? <Header className={styles.title ?? ''}>{part.title}</Header> : null}
            {part.entries.map((entry) => (
              <Item key={entry.id} entry={entry} />
            ))}
          </MenuSection>,
        ])}
      </AriaMenu>
    </Popover>
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
