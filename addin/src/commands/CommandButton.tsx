import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button, type ButtonLook, IconButton } from '../ui/button/Button';
import type { IconName } from '../ui/icons/icons';
import type { MenuEntry } from '../ui/menu/Menu';
import { type CommandId, entryOf } from './catalogue';
import { runCommand, useActive, useHasCommand } from './registry';
import { ariaKeys, shown } from './shortcuts';

/** A button of a command, with the command's icon and key; `children` is a shorter label. */
export function CommandButton({
  id,
  look,
  children,
  className,
}: {
  id: CommandId;
  look?: ButtonLook;
  children?: ReactNode;
  className?: string | undefined;
}) {
  const { i18n } = useLingui();
  const entry = entryOf(id);
  return (
    <Button
      onPress={() => runCommand(id)}
      isDisabled={!useHasCommand(id)}
      shortcut={ariaKeys(entry.keys)}
      className={className}
      {...(look ? { look } : {})}
      {...(entry.icon ? { icon: entry.icon } : {})}
    >
      {children ?? i18n._(entry.label)}
    </Button>
  );
}

export function CommandIcon({ id, icon, small }: { id: CommandId; icon?: IconName; small?: boolean }) {
  const { i18n } = useLingui();
  const entry = entryOf(id);
  return (
    <IconButton
      label={i18n._(entry.label)}
      icon={icon ?? entry.icon ?? 'more'}
      onPress={() => runCommand(id)}
      isDisabled={!useHasCommand(id)}
      shortcut={ariaKeys(entry.keys)}
      {...(small ? { small } : {})}
    />
  );
}

/** Entries of a menu for those of the commands that mean something now. */
export function useCommandEntries(ids: readonly CommandId[]): MenuEntry[] {
  const { i18n } = useLingui();
  const active = useActive();
  return ids.flatMap((id) => {
    const entry = entryOf(id);
    const [first] = entry.keys;
    if (!active.has(id)) return [];
    return [
      {
        id,
        label: i18n._(entry.label),
        icon: entry.icon,
        keys: first ? shown(first) : undefined,
        run: () => void runCommand(id),
      },
    ];
  });
}
