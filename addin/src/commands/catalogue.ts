import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { IconName } from '../ui/icons/icons';

export type Group = 'log' | 'record' | 'move' | 'panel';
type Entry = { label: MessageDescriptor; group: Group; keys: readonly string[]; icon?: IconName; quiet?: boolean };

/**
 * Every action of the panel, once. Buttons, shortcuts, the palette and the help read it; `quiet` ones are left out of
 * the palette. A key of one character works only while no field has the focus.
 */
export const catalogue = {
  'log.incident': { label: msg`Log an incident`, group: 'log', keys: ['i'], icon: 'incident' },
  'log.opportunity': { label: msg`Log an opportunity`, group: 'log', keys: ['d'], icon: 'opportunity' },
  'log.task': { label: msg`New task`, group: 'log', keys: ['t'], icon: 'task' },
  'log.note': { label: msg`New note`, group: 'log', keys: ['n'], icon: 'note' },
  'log.call': { label: msg`Log a call`, group: 'log', keys: ['h'], icon: 'call' },
  'mail.attach': { label: msg`Attach to a record`, group: 'log', keys: ['a'], icon: 'attach' },
  'mail.correct': { label: msg`Correct the link of this mail`, group: 'log', keys: ['c'], icon: 'swap' },
  'record.edit': { label: msg`Edit the details`, group: 'record', keys: ['e'], icon: 'edit' },
  'record.stage': { label: msg`Change the stage`, group: 'record', keys: ['s'], icon: 'opportunity' },
  'record.complete': { label: msg`Complete the next step`, group: 'record', keys: ['x'], icon: 'check' },
  'record.star': { label: msg`Mark as important`, group: 'record', keys: ['m'], icon: 'star' },
  'tab.timeline': { label: msg`Show the timeline`, group: 'record', keys: ['1'] },
  'tab.details': { label: msg`Show the details`, group: 'record', keys: ['2'] },
  'tab.people': { label: msg`Show the people`, group: 'record', keys: ['3'] },
  'person.next': { label: msg`Next participant`, group: 'move', keys: [']'] },
  'person.previous': { label: msg`Previous participant`, group: 'move', keys: ['['] },
  'row.next': { label: msg`Next row`, group: 'move', keys: ['j'], quiet: true },
  'row.previous': { label: msg`Previous row`, group: 'move', keys: ['k'], quiet: true },
  'row.open': { label: msg`Open the row`, group: 'move', keys: ['o'], quiet: true },
  'mails.focus': { label: msg`Go to the list of mails`, group: 'move', keys: ['l'] },
  'mail.text': { label: msg`Show the mail's text`, group: 'move', keys: ['v'], icon: 'text' },
  palette: { label: msg`Find a record or command`, group: 'panel', keys: ['Mod+k', '/'], icon: 'search', quiet: true },
  save: { label: msg`Save the form`, group: 'panel', keys: ['Mod+Enter'], quiet: true },
  back: { label: msg`Back`, group: 'panel', keys: ['Escape'], quiet: true },
  undo: { label: msg`Undo the last change`, group: 'panel', keys: ['Mod+z'], icon: 'undo' },
  refresh: { label: msg`Ask the agent again`, group: 'panel', keys: ['r'], icon: 'sync' },
  help: { label: msg`Keyboard shortcuts and settings`, group: 'panel', keys: ['?'], icon: 'keyboard' },
  'sign.out': { label: msg`Sign out`, group: 'panel', keys: [], icon: 'lock' },
} as const satisfies Record<string, Entry>;

export type CommandId = keyof typeof catalogue;
export const commandIds = Object.keys(catalogue) as CommandId[];
export const entryOf = (id: CommandId): Entry => catalogue[id];

export const groups: Record<Group, MessageDescriptor> = {
  log: msg`From this mail`,
  record: msg`The record`,
  move: msg`Moving about`,
  panel: msg`The panel`,
};
