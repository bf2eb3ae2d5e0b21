import { Link, Outlet, type RegisteredRouter, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import type { Overview } from "../api/types";
import { Segmented } from "../design/Controls";
import { Shape } from "../design/Status";
import { grouped } from "../format/numbers";
import { useLive } from "../live/useLive";
import { LiveDot } from "./LiveDot";
import { NetworkStrip } from "./NetworkStrip";
import { type Entry, MODIFIER, SECTIONS } from "./nav";
import styles from "./Shell.module.css";
import { chooseTheme, THEMES, useTheme } from "./theme";
import { useShortcuts } from "./useShortcuts";

export type ToPath = Extract<keyof RegisteredRouter["routesByPath"], "/" | "/topics" | "/groups" | "/brokers" | "/events" | "/playground" | "/follow" | "/topology" | "/reassign">;

const loadPalette = () => import("./Palette");
const Palette = lazy(() => loadPalette().then((module) => ({ default: module.Palette })));
const Help = lazy(() => import("./Help").then((module) => ({ default: module.Help })));

/** Soon after the page is there, so that what is typed right behind ⌘K finds the palette open. */
const PALETTE_AFTER_MS = 1_500;

const THEME_NAMES = { auto: "Auto", light: "Light", dark: "Dark" };

/** What stands around every page: where one can go, how the cluster is, and how fresh that is. */
export function Shell() {
  const [overlay, setOverlay] = useState<"palette" | "help" | null>(null);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const path = useLocation({ select: (location) => location.pathname });
  const overview = useLive<Overview>("overview");
  useShortcuts({ onPalette: () => setOverlay((open) => (open === "palette" ? null : "palette")), onHelp: () => setOverlay("help") });
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), PALETTE_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    setMenuOpen(false);
    document.title = `${pageName(path)} · Taffrail`;
  }, [path]);

  return (
    <div className={styles.shell}>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <header className={styles.bar}>
        <button type="button" className={styles.menu} aria-expanded={isMenuOpen} aria-controls="nav" onClick={() => setMenuOpen(!isMenuOpen)}>
          <span className="visually-hidden">Menu</span>
          <svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 7h16M4 12h16M4 17h16" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
          </svg>
        </button>
        {path === "/" ? <span className={styles.health} /> : <HealthLine overview={overview.data} />}
        <LiveDot />
        <button type="button" className={styles.find} onClick={() => setOverlay("palette")}>
          <span>Go to …</span>
          <kbd>{MODIFIER} K</kbd>
        </button>
      </header>
      {isMenuOpen && <button type="button" className={styles.veil} aria-label="Close the menu" onClick={() => setMenuOpen(false)} />}
      <nav id="nav" className={styles.nav} data-open={isMenuOpen} aria-label="Pages">
        <Link to="/" className={styles.brand}>
          <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="#0b4f63" />
            <path d="M5 11h22" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
            <path d="M9 11v6M16 11v11M23 11v6" stroke="#7fe0ee" strokeWidth="3" strokeLinecap="round" />
          </svg>
          <span>Taffrail</span>
        </Link>
        {SECTIONS.map((section) => (
          <div key={section.name} className={styles.section}>
            <p>{section.name}</p>
            {section.entries.map((entry) => (
              <NavLink key={entry.to} entry={entry} badge={badge(entry, overview.data)} />
            ))}
          </div>
        ))}
        <div className={styles.foot}>
          <ThemeChoice />
          <p>
            <a href="/swagger-ui.html">API</a>
            <a href="/actuator/prometheus">Metrics</a>
            <button type="button" onClick={() => setOverlay("help")}>
              Help <kbd>?</kbd>
            </button>
          </p>
          {overview.data !== undefined && (
            <p className={styles.cluster} title={`cluster ${overview.data.clusterId}`}>
              {overview.data.version} · {overview.data.clusterId}
            </p>
          )}
        </div>
      </nav>
      <main id="main" className={styles.main} tabIndex={-1}>
        <NetworkStrip listeners={overview.data?.openListeners ?? []} isKept={path === "/"} />
        <Outlet />
      </main>
      <Suspense fallback={null}>
        {overlay === "palette" && <Palette onClose={() => setOverlay(null)} />}
        {overlay === "help" && <Help onClose={() => setOverlay(null)} />}
      </Suspense>
    </div>
  );
}

/** What a tab of the browser is called: the thing that the page is about, or the page. */
export function pageName(path: string): string {
  const [page = "overview", thing] = path.split("/").filter((segment) => segment !== "").map(decodeURIComponent);
  if (thing !== undefined) return page === "brokers" ? `Broker ${thing}` : thing;
  return page.charAt(0).toUpperCase() + page.slice(1);
}

function badge(entry: Entry, overview: Overview | undefined): number | null {
  if (overview === undefined) return null;
  if (entry.to === "/topics") return overview.counts.topics;
  if (entry.to === "/groups") return overview.counts.groups;
  return entry.to === "/brokers" ? overview.counts.brokers : null;
}

function NavLink({ entry, badge: shown }: { entry: Entry; badge: number | null }) {
  return (
    <Link to={entry.to} className={styles.link} activeOptions={{ exact: entry.to === "/" , includeSearch: false }} activeProps={{ "aria-current": "page" }}>
      <svg width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        <path d={entry.icon} />
      </svg>
      <span>{entry.name}</span>
      {shown !== null && <small>{grouped(shown)}</small>}
    </Link>
  );
}

/** The cluster in a sentence, worst first. */
function HealthLine({ overview }: { overview: Overview | undefined }) {
  if (overview === undefined) return <p className={styles.health}>Looking at the cluster …</p>;
  const { level, sentences } = overview.health;
  return (
    <p className={styles.health} title={sentences.join("; ")} role="status">
      <Shape signal={level} size={11} />
      <span>{sentences.join(" · ")}</span>
    </p>
  );
}

function ThemeChoice() {
  const theme = useTheme();
  return <Segmented label="Theme" value={theme} options={THEMES} names={THEME_NAMES} onChange={chooseTheme} />;
}
