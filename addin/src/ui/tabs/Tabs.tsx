import type { ReactNode } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';
import styles from './Tabs.module.css';

export type TabPart = { id: string; label: string; count?: number | undefined; content: () => ReactNode };

export function Tabs({
  label,
  parts,
  chosen,
  onChoose,
  end,
}: {
  label: string;
  parts: TabPart[];
  chosen: string;
  onChoose: (id: string) => void;
  /** Stands at the end of the row of tabs. */
  end?: ReactNode;
}) {
  return (
    <AriaTabs selectedKey={chosen} onSelectionChange={(key) => onChoose(String(key))} className={styles.tabs ?? ''}>
      <div className={styles.bar}>
        <TabList aria-label={label} className={styles.list ?? ''}>
          {parts.map((part) => (
            <Tab key={part.id} id={part.id} className={styles.tab ?? ''}>
              {part.label}
              {part.count ? <span className={styles.count}>{part.count}</span> : null}
            </Tab>
          ))}
        </TabList>
        {end}
      </div>
      {parts.map((part) => (
        <TabPanel key={part.id} id={part.id} className={styles.panel ?? ''}>
          {part.content()}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
