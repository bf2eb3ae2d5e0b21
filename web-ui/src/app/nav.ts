import type { ToPath } from "./Shell";

/** The key that goes with K, as this machine's keyboard has it. */
export const MODIFIER = /Mac|iP/.test(navigator.userAgent) ? "⌘" : "Ctrl";

/** The pages that have an entry in the side navigation, the palette, and a `g` shortcut. */
export interface Entry {
  to: ToPath;
  name: string;
  key: string;
  icon: string;
}

export const SECTIONS: { name: string; entries: Entry[] }[] = [
  {
    name: "Observe",
    entries: [
      { to: "/", name: "Overview", key: "o", icon: "M3 3h7v9H3zM14 3h7v5h-7zM14 12h7v9h-7zM3 16h7v5H3z" },
      { to: "/topology", name: "Topology", key: "y", icon: "M12 3v6M12 9 5 15M12 9l7 6M3 15h4v5H3zM17 15h4v5h-4zM9.5 3h5v4h-5z" },
      { to: "/events", name: "Events", key: "e", icon: "M4 6h3M4 12h8M4 18h5M11 6h9M16 12h4M13 18h7" },
    ],
  },
  {
    name: "Data",
    entries: [
      { to: "/topics", name: "Topics", key: "t", icon: "M4 5h16v4H4zM4 11h16v4H4zM4 17h10v3H4z" },
      { to: "/groups", name: "Groups", key: "g", icon: "M8 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 8 11ZM2.5 19c.6-3.2 2.7-4.8 5.5-4.8s4.900 1.600 5.500 4.800M16 5.500a2.800 2.800 0 0 1 0 5.400M17 14.500c2.400.500 3.900 2 4.400 4.500" },
      { to: "/playground", name: "Playground", key: "p", icon: "M6 4v16l13-8Z" },
      { to: "/follow", name: "Follow a record", key: "f", icon: "M4 6h5M4 12h10M4 18h7M12.500 6h.010M17.500 12h.010M14.500 18h.010" },
    ],
  },
  {
    name: "Operate",
    entries: [
      { to: "/brokers", name: "Brokers", key: "b", icon: "M4 4h16v6H4zM4 14h16v6H4zM8 7h.010M8 17h.010M12 7h5M12 17h5" },
      { to: "/reassign", name: "Reassign", key: "r", icon: "M4 8h13l-4-4M20 16H7l4 4" },
    ],
  },
];

export const ENTRIES = SECTIONS.flatMap((section) => section.entries);
