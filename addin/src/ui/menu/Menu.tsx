import { lazy, type ReactNode, type Ref, Suspense, useRef, useState } from 'react';
import type { IconName } from '../icons/icons';

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

/** What the button of a menu has to be given. */
export type TriggerProps = {
  ref: Ref<HTMLButtonElement>;
  onPress: () => void;
  onKeyDown: (event: { key: string; continuePropagation?: () => void }) => void;
  'aria-haspopup': 'menu';
  'aria-expanded': boolean;
};

const list = () => import('./MenuList');
const MenuList = lazy(() => list().then((m) => ({ default: m.MenuList })));

/** Fetches the list while nobody waits for it. */
export const prepareMenus = (): void => void list();

/** A button that opens a list of actions. */
export function Menu({
  label,
  trigger,
  parts,
  isOpen,
  onOpenChange,
}: {
  label: string;
  trigger: (props: TriggerProps) => ReactNode;
  parts: MenuPart[];
  isOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const [own, setOwn] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const open = isOpen ?? own;
  const set = onOpenChange ?? setOwn;
  if (open && !wasOpen) setWasOpen(true);
  return (
    <>
      {trigger({
        ref: button,
        onPress: () => set(!open),
        onKeyDown: (event) => {
          if (event.key === 'ArrowDown') set(true);
          else event.continuePropagation?.();
        },
        'aria-haspopup': 'menu',
        'aria-expanded': open,
      })}
      {wasOpen ? (
        <Suspense fallback={null}>
          <MenuList
            label={label}
            parts={parts.filter((part) => part.entries.length > 0)}
            trigger={button}
            isOpen={open}
            onOpenChange={set}
          />
        </Suspense>
      ) : null}
    </>
  );
}
