import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useFind } from '../../api/queries';
import type { Kind, Named } from '../../api/types';
import { Finder } from '../../ui/combobox/Finder';

/** Chooses a record by typing some of its name. */
export function RecordField({
  label,
  kinds,
  value,
  onChange,
  placeholder,
  autoFocus = false,
}: {
  label: string;
  kinds: Kind[];
  value: Named | null;
  onChange: (record: Named | null) => void;
  placeholder?: string;
  autoFocus?: boolean;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value?.name ?? '';
  const found = useFind(typed ?? '', kinds);
  const items = typed === null ? [] : (found.data?.items ?? []);
  return (
    <Finder
      label={label}
      text={text}
      onText={(next) => setTyped(next === value?.name ? null : next)}
      items={items.map(({ record, detail }) => ({ id: record.uid, label: record.name, detail }))}
      onChoose={(uid) => {
        const chosen = items.find(({ record }) => record.uid === uid);
        setTyped(null);
        if (chosen) onChange(chosen.record);
      }}
      onClear={() => {
        setTyped(null);
        onChange(null);
      }}
      clearLabel={t`Clear`}
      empty={t`Nothing found`}
      showEmpty={typed !== null && typed.trim().length > 1 && found.isSuccess}
      autoFocus={autoFocus}
      {...(placeholder ? { placeholder } : {})}
    />
  );
}
