import { Plural, useLingui } from '@lingui/react/macro';
import type { LogDraft } from '../../api/types';
import { size } from '../../i18n/format';
import { Icon } from '../../ui/icons/Icon';
import frame from '../FormFrame.module.css';

/** What goes along with the record: the mail's files and the conversation. */
export function Facts({ draft }: { draft: LogDraft }) {
  const { t } = useLingui();
  const { attachments, thread } = draft;
  if (attachments.length === 0 && thread < 2) return null;
  const names = attachments.map((each) => `${each.name} (${size(each.size)})`).join(', ');
  return (
    <ul className={frame.facts} aria-label={t`Goes along`}>
      {attachments.length > 0 ? (
        <li className={frame.fact}>
          <Icon name="attach" />
          <span>
            <Plural value={attachments.length} one="# attachment" few="# attachments" other="# attachments" />: {names}
          </span>
        </li>
      ) : null}
      {thread > 1 ? (
        <li className={frame.fact}>
          <Icon name="mail" />
          <Plural
            value={thread}
            one="# mail of the conversation"
            few="# mails of the conversation"
            other="# mails of the conversation"
          />
        </li>
      ) : null}
    </ul>
  );
}
