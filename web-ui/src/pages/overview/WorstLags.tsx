import { Link } from "@tanstack/react-router";
import type { WorstLag } from "../../api/types";
import { Empty } from "../../design/Panel";
import { grouped } from "../../format/numbers";
import { seconds } from "../../format/times";
import styles from "./Overview.module.css";

const SHOWN_MAX = 5;

export function WorstLags({ lags }: { lags: WorstLag[] }) {
  if (lags.length === 0) return <Empty title="Nobody is behind">Groups that have unread records stand here, the furthest first.</Empty>;
  return (
    <ul className={styles.lags}>
      {lags.slice(0, SHOWN_MAX).map((lag) => (
        <li key={`${lag.group} ${lag.topic} ${lag.partition}`}>
          <b>
            <Link to="/groups/$group" params={{ group: lag.group }}>
              {lag.group}
            </Link>
          </b>
          <span>{seconds(lag.seconds)}</span>
          <small>
            {lag.topic}-{lag.partition}
          </small>
          <small>{grouped(lag.records)} records</small>
        </li>
      ))}
    </ul>
  );
}
