import { type ButtonHTMLAttributes, type ReactNode, useEffect, useRef, useState } from "react";
import styles from "./Controls.module.css";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "plain" | "primary" | "danger" | "quiet";
}

export function Button({ look = "plain", className = "", type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={`${styles.button} ${styles[look]} ${className}`} {...rest} />;
}

/** One of a few, all of them in sight. */
export function Segmented<T extends string>(props: { label: string; value: T; options: readonly T[]; onChange: (value: T) => void; names?: Partial<Record<T, ReactNode>> }) {
  const { label, value, options, onChange, names = {} } = props;
  return (
    <div className={styles.segmented} role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => onChange(option)}>
          {(names as Partial<Record<T, ReactNode>>)[option] ?? option}
        </button>
      ))}
    </div>
  );
}

const SEARCH_WAIT_MS = 150;

/** A search box. `/` goes to the first one of a page; what is typed is told when the typing pauses. */
export function Search(props: { value: string; onChange: (value: string) => void; placeholder: string; width?: number }) {
  const { value, onChange, placeholder, width = 240 } = props;
  const [text, setText] = useState(value);
  const told = useRef(value);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => {
    if (value !== told.current) {
      told.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === told.current) return undefined;
    const timer = setTimeout(() => {
      told.current = text;
      tell.current(text);
    }, SEARCH_WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <input
      type="search"
      data-search
      className={styles.search}
      style={{ width }}
      value={text}
      placeholder={placeholder}
      aria-label={placeholder}
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") setText("");
      }}
    />
  );
}

export function Select<T extends string>(props: { label: string; value: T; options: readonly { value: T; name: string }[]; onChange: (value: T) => void }) {
  return (
    <select aria-label={props.label} className={styles.select} value={props.value} onChange={(event) => props.onChange(event.target.value as T)}>
      {props.options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.name}
        </option>
      ))}
    </select>
  );
}

export function Field({ label, hint, children }: { label: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      {children}
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}

const COPIED_MS = 1_200;

export function Copy({ text, children = "Copy", look = "quiet" }: { text: string; children?: ReactNode; look?: ButtonProps["look"] }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <Button look={look} onClick={() => void copy(text).then(() => setCopied(true))}>
      <span aria-live="polite">{isCopied ? "Copied" : children}</span>
    </Button>
  );
}

/** Plain HTTP gives no clipboard to a page from another machine; a hidden text box does. */
async function copy(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const box = document.createElement("textarea");
  box.value = text;
  document.body.append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
}

/** A command or a document, with a button that copies it. */
export function Code({ text, label }: { text: string; label?: string }) {
  return (
    <div className={styles.code}>
      <pre aria-label={label}>{text}</pre>
      <Copy text={text} />
    </div>
  );
}
