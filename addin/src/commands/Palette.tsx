import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useFind } from '../api/queries';
import { recordIcons } from '../record/words';
import { Dialog } from '../ui/dialog/Dialog';
import { PaletteList, type PalettePart } from '../ui/palette/PaletteList';
import { commandIds, entryOf, groups } from './catalogue';
import { picked } from './picked';
import { runCommand, useActive } from './registry';
import { shown } from './shortcuts';

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Finds any record by its name and any command by its words; each command shows its key. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui();
  const [text, setText] = useState('');
  const active = useActive();
  const found = useFind(text, ['account', 'contact', 'opportunity', 'incident']);
  const wanted = fold(text.trim());
  const commands = commandIds.filter((id) => {
    const entry = entryOf(id);
    return active.has(id) && !entry.quiet && fold(i18n._(entry.label)).includes(wanted);
  });
  const records = text.trim().length > 1 ? (found.data?.items ?? []) : [];
  const parts: PalettePart[] = [
    {
      title: t`Records`,
      items: records.map(({ record, detail }) => ({
        id: `record:${record.uid}`,
        label: record.name,
        detail,
        icon: recordIcons[record.kind],
      })),
    },
    ...(['log', 'record', 'move', 'panel'] as const).map((group) => ({
      title: i18n._(groups[group]),
      items: commands
        .filter((id) => entryOf(id).group === group)
        .map((id) => {
          const entry = entryOf(id);
          const [key] = entry.keys;
          return {
            id: `command:${id}`,
            label: i18n._(entry.label),
            icon: entry.icon,
            keys: key ? shown(key) : undefined,
          };
        }),
    })),
  ];
  return (
    <Dialog title={t`Find a record or command`} closeLabel={t`Close`} onClose={onClose} bare>
      <PaletteList
        label={t`Find a record or command`}
        placeholder={t`Name, address, number or command`}
        empty={t`Nothing found`}
        text={text}
        onText={setText}
        parts={parts}
        onChoose={(id) => {
          onClose();
          const record = records.find((each) => `record:${each.record.uid}` === id)?.record;
          const command = commands.find((each) => `command:${each}` === id);
          // After the palette has gone, so that the focus goes where the command puts it.
          setTimeout(() => {
            if (record) picked.set({ ...record });
            if (command) runCommand(command);
          });
        }}
      />
    </Dialog>
  );
}
