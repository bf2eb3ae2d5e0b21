import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { asCurl, carryOut, type Change } from "../api/admin";
import { Refused } from "../api/http";
import type { Problem } from "../api/types";
import { Button, Code } from "./Controls";
import styles from "./Dialog.module.css";
import { ProblemNote } from "./Panel";

export function Dialog(props: { title: string; open: boolean; onClose: () => void; children: ReactNode; footer?: ReactNode; wide?: boolean }) {
  return (
    <Radix.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.veil} />
        <Radix.Content className={`${styles.dialog} ${props.wide === true ? styles.wide : ""}`} aria-describedby={undefined}>
          <Radix.Title className={styles.title}>{props.title}</Radix.Title>
          <div className={styles.body}>{props.children}</div>
          {props.footer !== undefined && <div className={styles.footer}>{props.footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ConfirmProps {
  title: string;
  open: boolean;
  onClose: () => void;
  /** What will be sent; null while it is not known yet, or makes no sense. */
  change: Change | null;
  /** The same for the command line, where it has such a command. */
  command?: string;
  /** What will happen. */
  children: ReactNode;
  action: string;
  isDanger?: boolean;
  wide?: boolean;
  onDone?: (answer: unknown) => void;
}

/** Every change passes here: first what will happen, and how one would type it; then the button that does it. */
export function Confirm({ title, open, onClose, change, command, children, action, isDanger = false, wide = false, onDone }: ConfirmProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSending, setSending] = useState(false);
  const close = () => {
    setProblem(null);
    onClose();
  };
  const send = async () => {
    if (change === null) return;
    setSending(true);
    setProblem(null);
    try {
      const answer = await carryOut(change);
      close();
      onDone?.(answer);
    } catch (failure) {
      setProblem(failure instanceof Refused ? failure.problem : { title: "Failed", status: 0, detail: String(failure) });
    } finally {
      setSending(false);
    }
  };
  return (
    <Dialog
      title={title}
      open={open}
      onClose={close}
      wide={wide}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look={isDanger ? "danger" : "primary"} disabled={change === null || isSending} onClick={() => void send()}>
            {isSending ? "Sending …" : action}
          </Button>
        </>
      }
    >
      {children}
      {problem !== null && <ProblemNote problem={problem} />}
      {change !== null && (
        <details className={styles.typed}>
          <summary>As a command</summary>
          <Code text={asCurl(change, location.origin)} label="as curl" />
          {command !== undefined && <Code text={command} label="on the command line" />}
        </details>
      )}
    </Dialog>
  );
}
