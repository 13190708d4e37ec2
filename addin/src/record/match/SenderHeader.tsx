import { useLingui } from '@lingui/react/macro';
import { useCommandEntries } from '../../commands/CommandButton';
import { IconButton } from '../../ui/button/Button';
import { Menu } from '../../ui/menu/Menu';
import header from '../header/Header.module.css';
import { Stepper } from '../header/Stepper';
import { useMail } from '../views';

/** The head of the panel while there is no single record: the person as the mail names them. */
export function SenderHeader() {
  const { t } = useLingui();
  const { view } = useMail();
  const who = view.participants[view.shown];
  const mailEntries = useCommandEntries(['mail.text', 'mail.correct', 'mail.attach']);
  const panelEntries = useCommandEntries(['undo', 'refresh', 'help', 'sign.out']);
  return (
    <header className={header.header}>
      <div className={header.top}>
        <h1 className={header.name} tabIndex={-1} data-heading>
          {who?.name || who?.address || view.subject}
        </h1>
        <span className={header.space} />
        <Stepper />
        <Menu
          label={t`More`}
          trigger={(open) => <IconButton {...open} label={t`More`} icon="more" small />}
          parts={[{ entries: mailEntries }, { entries: panelEntries }]}
        />
      </div>
      <div className={header.person}>
        <span className={header.words}>
          <span className={header.quiet}>{who?.address}</span>
        </span>
      </div>
    </header>
  );
}
