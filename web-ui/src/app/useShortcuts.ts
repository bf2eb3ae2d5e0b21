import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { ENTRIES } from "./nav";

const CHORD_MS = 1_200;

/** Whether keys go into a text, where a letter is a letter. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** ⌘K or Ctrl K, `/`, `?`, and `g` followed by a page's letter. */
export function useShortcuts({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }): void {
  const navigate = useNavigate();
  const act = useRef({ onPalette, onHelp });
  useEffect(() => {
    act.current = { onPalette, onHelp };
  });
  useEffect(() => {
    let chordBeganMs = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        act.current.onPalette();
        return;
      }
      const hasModifier = event.metaKey || event.ctrlKey || event.altKey;
      if (hasModifier || isTyping(event.target) || document.querySelector("[role=dialog]") !== null) return;
      const isChord = event.timeStamp - chordBeganMs < CHORD_MS;
      const entry = isChord ? ENTRIES.find((each) => each.key === event.key) : undefined;
      chordBeganMs = 0;
      if (entry !== undefined) {
        event.preventDefault();
        void navigate({ to: entry.to });
      } else if (event.key === "/") {
        const search = document.querySelector<HTMLInputElement>("main [data-search]");
        event.preventDefault();
        if (search === null) act.current.onPalette();
        else search.focus();
      } else if (event.key === "?") {
        act.current.onHelp();
      } else if (event.key === "g") {
        chordBeganMs = event.timeStamp;
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate]);
}
