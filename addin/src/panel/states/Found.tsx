import { useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useState } from 'react';
import { useRight } from '../../api/queries';
import type { Named, PanelView } from '../../api/types';
import { MailProvider, type View } from '../../record/views';
import { Skeleton } from '../../ui/state/State';

const OtherRecord = lazy(() => import('../../record/OtherRecord').then((m) => ({ default: m.OtherRecord })));

const noMail: PanelView = {
  subject: '',
  at: null,
  direction: 'none',
  mail: null,
  entry: null,
  place: 'unseen',
  reason: null,
  reason_code: null,
  participants: [],
  shown: -1,
  state: 'nobody',
  record: null,
  candidates: [],
  guess: null,
  links: [],
  logged: [],
};

/** A record found while no mail is open. */
export function Found({ of, onBack }: { of: Named; onBack: () => void }) {
  const { t } = useLingui();
  const mayWrite = useRight('write');
  const [next, setNext] = useState<Named | null>(null);
  const open = (view: View) => {
    if (view.name === 'record') setNext(view.of);
  };
  const back = () => (next ? setNext(null) : onBack());
  return (
    <MailProvider value={{ source: { entry: '' }, view: noMail, open, back, step: () => undefined, mayWrite }}>
      <Suspense fallback={<Skeleton label={t`Loading the record`} />}>
        <OtherRecord of={next ?? of} onBack={back} />
      </Suspense>
    </MailProvider>
  );
}
