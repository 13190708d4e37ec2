import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import '../ui/tokens.css';
import '../ui/reset.css';
import { Badge, type Tone } from '../ui/badge/Badge';
import { Button, IconButton } from '../ui/button/Button';
import { Finder } from '../ui/combobox/Finder';
import { DateField } from '../ui/datefield/DateField';
import { Dialog } from '../ui/dialog/Dialog';
import { Select } from '../ui/field/Select';
import { Switch } from '../ui/field/Switch';
import { TextField } from '../ui/field/TextField';
import { Icon } from '../ui/icons/Icon';
import { type IconName, icons } from '../ui/icons/icons';
import { Kbd } from '../ui/kbd';
import { Menu } from '../ui/menu/Menu';
import { Notice } from '../ui/notice/Notice';
import { Radios } from '../ui/radio/Radios';
import { Skeleton, State } from '../ui/state/State';
import { Tabs } from '../ui/tabs/Tabs';
import { Toasts, toasts } from '../ui/toast/Toasts';
import styles from './Gallery.module.css';
import { scenes } from './states';

const nothing = () => undefined;

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={styles.part} aria-label={title}>
      <h2>{title}</h2>
      <div className={styles.row}>{children}</div>
    </section>
  );
}

function Gallery() {
  const [text, setText] = useState('Radu Construct SRL');
  const [chosen, setChosen] = useState<string>('normal');
  const [on, setOn] = useState(true);
  const [tab, setTab] = useState('one');
  const [when, setWhen] = useState<string | null>('2026-11-24T10:00');
  const [asking, setAsking] = useState(false);
  const choices = [
    { id: 'low', label: 'Scăzută' },
    { id: 'normal', label: 'Normală' },
    { id: 'high', label: 'Ridicată' },
  ];
  return (
    <main className={styles.gallery}>
      <h1>Gallery</h1>
      <Part title="Buttons">
        <Button look="primary" icon="incident">
          Incident
        </Button>
        <Button icon="opportunity">Oportunitate</Button>
        <Button look="subtle">Subtle</Button>
        <Button look="danger">Danger</Button>
        <Button isDisabled>Disabled</Button>
        <Button look="primary" isDisabled>
          Disabled
        </Button>
        <Button look="primary" pending>
          Pending
        </Button>
        <IconButton icon="more" label="More" />
        <IconButton icon="star" small label="Star" />
        <IconButton icon="starFilled" small pressed label="Starred" />
      </Part>
      <Part title="Badges">
        {(['plain', 'brand', 'good', 'warn', 'bad', 'guess'] as Tone[]).map((tone) => (
          <Badge key={tone} tone={tone} icon="clock">
            {tone}
          </Badge>
        ))}
        <Kbd>Ctrl+K</Kbd>
      </Part>
      <Part title="Fields">
        <TextField label="Company" value={text} onChange={setText} />
        <TextField label="Guessed" guessed value={text} onChange={setText} />
        <TextField label="Wrong" value="" onChange={nothing} error="A name is missing" />
        <TextField label="Text" rows={3} hint="Ctrl+Enter saves" value={text} onChange={setText} />
        <Select label="Priority" value={chosen} onChange={setChosen} choices={choices} />
        <Finder
          label="Account"
          text={text}
          onText={setText}
          items={[]}
          onChoose={nothing}
          onClear={() => setText('')}
          clearLabel="Clear"
          empty="Nothing found"
        />
        <DateField label="When" time value={when} onChange={setWhen} />
        <Switch label="Single keys act" isOn={on} onChange={setOn} />
        <Radios label="Priority" segments value={chosen} onChange={setChosen} choices={choices} />
        <Radios
          label="Who is it?"
          value={chosen}
          onChange={setChosen}
          choices={choices.map((each) => ({ ...each, detail: 'Grup Transilvania SA' }))}
        />
      </Part>
      <Part title="Notices">
        <Notice>Nothing is changed yet.</Notice>
        <Notice tone="warn">This mail is private now.</Notice>
        <Notice tone="bad">It did not work.</Notice>
        <Notice tone="good">Nothing private leaves.</Notice>
      </Part>
      <Part title="Menu, tabs, dialog, messages">
        <Menu
          label="Menu"
          trigger={(open) => <Button {...open}>Menu</Button>}
          parts={[
            {
              title: 'Part',
              entries: [
                { id: 'a', label: 'Notă', keys: 'N', icon: 'note', run: nothing },
                { id: 'b', label: 'Apel', keys: 'H', icon: 'call', chosen: true, run: nothing },
              ],
            },
          ]}
        />
        <Tabs
          label="Tabs"
          chosen={tab}
          onChoose={setTab}
          parts={[
            { id: 'one', label: 'Istoric', count: 64, content: () => <p>Istoric</p> },
            { id: 'two', label: 'Detalii', content: () => <p>Detalii</p> },
          ]}
        />
        <Button onPress={() => setAsking(true)}>Dialog</Button>
        <Button
          onPress={() =>
            toasts.show({ text: 'Incident înregistrat', tone: 'done', action: { label: 'Anulează', run: nothing } })
          }
        >
          Message
        </Button>
        {asking ? (
          <Dialog
            title="Dialog"
            closeLabel="Close"
            onClose={() => setAsking(false)}
            actions={<Button look="primary">Save</Button>}
          >
            Text
          </Dialog>
        ) : null}
        <Toasts label="Messages" closeLabel="Close" />
      </Part>
      <Part title="States">
        <State icon="bigMail" title="No mail is open">
          Open a mail.
        </State>
        <Skeleton label="Loading" rows={5} />
      </Part>
      <Part title="Icons">
        {(Object.keys(icons) as IconName[]).map((name) => (
          <span key={name} title={name}>
            <Icon name={name} />
          </span>
        ))}
      </Part>
      <Part title="States of the panel">
        {Object.keys(scenes).map((name) => (
          <span key={name}>
            <a href={`?state=${name}`}>{name}</a> <a href={`?state=${name}&lang=ro&theme=dark`}>ro dark</a>
          </span>
        ))}
        <a href="?page=browser&lang=ro">browser</a>
      </Part>
    </main>
  );
}

export function showGallery(root: HTMLElement): void {
  createRoot(root).render(
    <I18nProvider i18n={i18n}>
      <Gallery />
    </I18nProvider>,
  );
}
