import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useAgent } from '../../api/agent';
import { ref } from '../../api/client';
import type { MailLink, Named } from '../../api/types';
import { Notice } from '../../ui/notice/Notice';
import { Radios } from '../../ui/radio/Radios';
import { FormFrame } from '../FormFrame';
import { RecordField } from '../log/RecordField';
import { useChange } from '../useChange';
import { useMail } from '../views';
import { recordKinds, rules } from '../words';

/** Puts a wrong link right: to another record, or to nobody. The agent learns from it. */
export function CorrectForm({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useLingui();
  const { api } = useAgent();
  const { view } = useMail();
  const change = useChange();
  const links = view.links;
  const [from, setFrom] = useState<string | null>(links[0]?.record.uid ?? null);
  const [whither, setWhither] = useState<'nobody' | 'other'>('nobody');
  const [to, setTo] = useState<Named | null>(null);
  const [busy, setBusy] = useState(false);
  const wrong = links.find((link) => link.record.uid === from);
  const canSave = wrong !== undefined && view.mail !== null && (whither === 'nobody' || to !== null);

  async function save() {
    if (!wrong || !view.mail) return;
    const { mail } = view;
    const { name } = wrong.record;
    setBusy(true);
    const answer = await change({
      run: (by) => api.correct(mail, ref(wrong.record), whither === 'other' && to ? ref(to) : null, by),
      done: ({ others }) =>
        others > 0
          ? t`No longer with ${name}; ${plural(others, { one: '# other mail follows', few: '# other mails follow', other: '# other mails follow' })}`
          : t`No longer with ${name}`,
    });
    setBusy(false);
    if (answer) onDone();
  }
  const why = (link: MailLink): string => {
    const rule = rules[link.rule];
    return `${i18n._(recordKinds[link.record.kind])} · ${rule ? i18n._(rule) : link.why}`;
  };
  return (
    <FormFrame title={t`Correct the link`} onBack={onDone} onSave={() => void save()} busy={busy} canSave={canSave}>
      {links.length === 0 ? <Notice>{t`This mail is linked to nobody.`}</Notice> : null}
      {links.length > 0 ? (
        <Radios
          label={t`Which link is wrong?`}
          value={from}
          onChange={setFrom}
          choices={links.map((link) => ({ id: link.record.uid, label: link.record.name, detail: why(link) }))}
        />
      ) : null}
      <Radios
        label={t`Where does the mail belong?`}
        value={whither}
        onChange={(id) => setWhither(id as 'nobody' | 'other')}
        choices={[
          { id: 'nobody', label: t`To nobody`, detail: t`It leaves this history.` },
          { id: 'other', label: t`To another record`, detail: t`Mails like it follow, now and later.` },
        ]}
      />
      {whither === 'other' ? (
        <RecordField
          label={t`Record`}
          kinds={['contact', 'account']}
          value={to}
          onChange={setTo}
          placeholder={t`Name, address or number`}
          autoFocus
        />
      ) : null}
    </FormFrame>
  );
}
