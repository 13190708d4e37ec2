import { useLingui } from '@lingui/react/macro';
import { useStore } from '../api/store';
import { isLanguage, languageNames, languages, speak } from '../i18n';
import { Dialog } from '../ui/dialog/Dialog';
import { Switch } from '../ui/field/Switch';
import { Kbd } from '../ui/kbd';
import { Radios } from '../ui/radio/Radios';
import { commandIds, entryOf, groups } from './catalogue';
import styles from './Help.module.css';
import { setSingleKeys, shown, singleKeys } from './shortcuts';

/** Every shortcut, read from the catalogue; the language; and the switch for single keys. */
export function Help({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui();
  const on = useStore(singleKeys);
  return (
    <Dialog title={t`Keyboard and settings`} closeLabel={t`Close`} onClose={onClose}>
      <Radios
        label={t`Language`}
        segments
        value={i18n.locale}
        onChange={(id) => isLanguage(id) && void speak(id, true)}
        choices={languages.map((id) => ({ id, label: languageNames[id] }))}
      />
      <Switch label={t`Single keys act`} isOn={on} onChange={setSingleKeys} />
      {(['log', 'record', 'move', 'panel'] as const).map((group) => (
        <section key={group} className={styles.group}>
          <h3 className={styles.title}>{i18n._(groups[group])}</h3>
          <dl>
            {commandIds
              .filter((id) => entryOf(id).group === group && entryOf(id).keys.length > 0)
              .map((id) => (
                <div key={id} className={styles.row}>
                  <dt>{i18n._(entryOf(id).label)}</dt>
                  <dd>
                    {entryOf(id).keys.map((key) => (
                      <Kbd key={key}>{shown(key)}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
