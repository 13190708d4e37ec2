import { plural } from '@lingui/core/macro';
import { Plural, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useAgent } from '../../api/agent';
import { ref } from '../../api/client';
import { useAttachPreview } from '../../api/queries';
import type { AttachPreview, AttachRequest, Named } from '../../api/types';
import { day } from '../../i18n/format';
import { Notice } from '../../ui/notice/Notice';
import { Radios } from '../../ui/radio/Radios';
import { FormFrame } from '../FormFrame';
import frame from '../FormFrame.module.css';
import { RecordField } from '../log/RecordField';
import { useKeys } from '../log/useKept';
import { useChange } from '../useChange';
import { useMail } from '../views';

/** Puts the mail, or its whole conversation, into the history of a record; says first what leaves the mailbox. */
export function AttachForm({ onDone }: { onDone: () => void }) {
  const { t } = useLingui();
  const { api } = useAgent();
  const { source } = useMail();
  const change = useChange();
  const keyFor = useKeys();
  const [to, setTo] = useState<Named | null>(null);
  const [reach, setReach] = useState<AttachRequest['reach']>('mail');
  const [busy, setBusy] = useState(false);
  const request: AttachRequest | null = to ? { source, to: ref(to), reach } : null;
  const preview = useAttachPreview(request);

  async function save() {
    if (!request || !to) return;
    const { name } = to;
    setBusy(true);
    const answer = await change({
      key: keyFor(request),
      run: (by) => api.attach(request, by),
      done: ({ attached }) =>
        t`${plural(attached, { one: '# mail', few: '# mails', other: '# mails' })} attached to ${name}`,
    });
    setBusy(false);
    if (answer) onDone();
  }
  return (
    <FormFrame
      title={t`Attach to a record`}
      saveLabel={t`Attach`}
      onBack={onDone}
      onSave={() => void save()}
      busy={busy}
      canSave={to !== null && preview.data !== undefined}
    >
      <div data-first>
        <RecordField
          label={t`Record`}
          kinds={['account', 'contact', 'opportunity', 'incident']}
          value={to}
          onChange={setTo}
          placeholder={t`Name, address or number`}
        />
      </div>
      <Radios
        label={t`What is attached`}
        segments
        value={reach}
        onChange={(id) => setReach(id as AttachRequest['reach'])}
        choices={[
          { id: 'mail', label: t`This mail` },
          { id: 'thread', label: t`The whole conversation` },
        ]}
      />
      {preview.data ? <Preview preview={preview.data} /> : null}
    </FormFrame>
  );
}

function Preview({ preview }: { preview: AttachPreview }) {
  const { t } = useLingui();
  const levels = {
    nothing: t`Colleagues will see nothing of it.`,
    metadata: t`Colleagues will see who wrote to whom and when.`,
    subject: t`Colleagues will see the subject, and who wrote to whom and when.`,
    everything: t`Colleagues will see everything: text and attachments too.`,
  };
  return (
    <div className={frame.group} aria-live="polite">
      {preview.leaves > 0 ? (
        <Notice tone="warn" icon="lock">
          <Plural
            value={preview.leaves}
            one="# private mail joins the records."
            few="# private mails join the records."
            other="# private mails join the records."
          />{' '}
          {levels[preview.level]}
        </Notice>
      ) : (
        <Notice tone="good">{t`Nothing private leaves your mailbox: these mails are in the records already.`}</Notice>
      )}
      <ul className={frame.list} aria-label={t`Mails`}>
        {preview.mails.slice(0, 20).map((mail) => (
          <li key={`${mail.at}${mail.subject}`} className={frame.item}>
            <span>{mail.subject || t`(no subject)`}</span>
            <span className={frame.quiet}>
              {mail.from.name || mail.from.address} · {day(mail.at)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
