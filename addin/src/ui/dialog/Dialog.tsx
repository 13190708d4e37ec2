import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '../button/Button';
import styles from './Dialog.module.css';

/** A question or list above the panel. Escape and a click outside close it. */
export function Dialog({
  title,
  closeLabel,
  onClose,
  children,
  actions,
  bare = false,
}: {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  actions?: ReactNode;
  /** Without heading and padding, for content that brings its own (the palette). */
  bare?: boolean;
}) {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()} className={styles.scrim ?? ''}>
      <Modal className={styles.modal ?? ''}>
        <AriaDialog className={styles.dialog ?? ''} {...(bare ? { 'aria-label': title } : {})}>
          {bare ? (
            children
          ) : (
            <>
              <header className={styles.head}>
                <Heading slot="title" className={styles.title ?? ''}>
                  {title}
                </Heading>
                <IconButton label={closeLabel} icon="dismiss" small onPress={onClose} />
              </header>
              {/* biome-ignore lint/a11y/useSemanticElements: not a set of fields */}
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
              <div className={styles.body} role="group" aria-label={title} tabIndex={0}>
                {children}
              </div>
              {actions ? <footer className={styles.foot}>{actions}</footer> : null}
            </>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
