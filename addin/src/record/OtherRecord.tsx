import { useLingui } from '@lingui/react/macro';
import type { Keeper } from '../api/client';
import { useRecord } from '../api/queries';
import type { Named } from '../api/types';
import { Button } from '../ui/button/Button';
import { Skeleton, State } from '../ui/state/State';
import { FormFrame } from './FormFrame';
import frame from './Other.module.css';
import { RecordView } from './RecordView';
import { useExplain } from './useChange';
import { recordKinds } from './words';

/** A record found or clicked, shown over that of the mail. */
export function OtherRecord({ of, onBack }: { of: Named; onBack: () => void }) {
  const { t, i18n } = useLingui();
  if (of.kind !== 'account' && of.kind !== 'contact') {
    return (
      <FormFrame title={i18n._(recordKinds[of.kind])} onBack={onBack}>
        <State icon="bigMail" title={of.name}>
          <p>{t`Attach the mail to it with “Attach to a record”.`}</p>
        </State>
      </FormFrame>
    );
  }
  return (
    <div>
      <div className={frame.back}>
        <Button look="subtle" icon="left" onPress={onBack}>{t`Back to the mail`}</Button>
      </div>
      <Loaded kind={of.kind} uid={of.uid} />
    </div>
  );
}

function Loaded({ kind, uid }: { kind: Keeper; uid: string }) {
  const { t } = useLingui();
  const explain = useExplain();
  const record = useRecord(kind, uid);
  if (record.data) return <RecordView record={record.data} inMail={false} />;
  if (record.error) return <State icon="bigUnplugged" title={explain(record.error)} />;
  return <Skeleton label={t`Loading the record`} />;
}
