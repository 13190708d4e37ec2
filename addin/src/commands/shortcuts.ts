import { createStore } from '../api/store';
import { commandIds, entryOf } from './catalogue';
import { runCommand } from './registry';

const key = 'crmweb.single-keys';

/** Whether keys of one character act (WCAG 2.1.4 asks for the switch). */
export const singleKeys = createStore(localStorage.getItem(key) !== 'off');
export function setSingleKeys(on: boolean): void {
  localStorage.setItem(key, on ? 'on' : 'off');
  singleKeys.set(on);
}

const mac = /Mac|iPhone|iPad/.test(navigator.platform);

/** A key as the person reads it: "Ctrl+K", "I". */
export const shown = (keys: string): string =>
  keys
    .split('+')
    .map((part) =>
      part === 'Mod' ? (mac ? '⌘' : 'Ctrl') : part === 'Escape' ? 'Esc' : part.length === 1 ? part.toUpperCase() : part,
    )
    .join('+');

/** The value of `aria-keyshortcuts` for a command. */
export const ariaKeys = (keys: readonly string[]): string =>
  keys
    .map((each) =>
      each.replace('Mod', mac ? 'Meta' : 'Control').replace(/(^|\+)([a-z])$/, (_, p, k: string) => p + k.toUpperCase()),
    )
    .join(' ');

const typing =
  'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="spinbutton"], [role="combobox"]';
// Letters typed in a list jump to its items; a list marked so leaves them to the shortcuts.
const lists = '[role="menu"], [role="listbox"]:not([data-shortcuts]), [role="dialog"]';

function pressed(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'Mod+' : '';
  return mod + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

function allowed(keys: string, target: Element | null): boolean {
  if (keys === 'Escape') return !target?.closest(lists);
  if (keys === 'Mod+Enter') return true;
  if (keys === 'Mod+k') return !target?.closest('[role="dialog"]');
  if (target?.closest(typing)) return false;
  if (keys.startsWith('Mod+')) return true;
  return singleKeys.get() && !target?.closest(lists);
}

/** Listens on the whole page; gives the way to stop. */
export function listenToKeys(): () => void {
  const heard = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const keys = pressed(event);
    const id = commandIds.find((each) => entryOf(each).keys.includes(keys));
    if (!id || !allowed(keys, event.target as Element | null)) return;
    if (runCommand(id)) event.preventDefault();
  };
  document.addEventListener('keydown', heard);
  return () => document.removeEventListener('keydown', heard);
}
