import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, useCallback, useEffect, useRef } from "react";
import styles from "./Table.module.css";

export interface Column<Row> {
  key: string;
  title: ReactNode;
  /** Explains a short title. */
  hint?: string;
  cell: (row: Row, index: number) => ReactNode;
  /** Numbers stand to the right, so that their digits line up. */
  numeric?: boolean;
  /** A CSS grid track; tables of one page share their look by sharing these. */
  width?: string;
  sortable?: boolean;
}

export interface Sort {
  key: string;
  order: "asc" | "desc";
}

interface TableProps<Row> {
  label: string;
  columns: Column<Row>[];
  /** How many there are; with `rowAt` they need not all be there. */
  count: number;
  /** Undefined for a row that is still on its way. */
  rowAt: (index: number) => Row | undefined;
  keyAt?: (index: number) => string | number;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** The height of the scrolling body in px; without it the table is as high as its rows. */
  height?: number | string;
  rowHeight?: number;
  /** Tells which rows are in sight. */
  onRange?: (first: number, last: number) => void;
  onRow?: (row: Row) => void;
  isMarked?: (row: Row) => boolean;
  empty?: ReactNode;
}

const ROW_HEIGHT_PX = 34;
const OVERSCAN_ROWS = 12;

const track = (column: Pick<Column<never>, "width">) => column.width ?? "minmax(90px, 1fr)";
const COLUMN_GAP_PX = 16;
const ROW_PADDING_PX = 32;

/** Narrower than the least of its columns a table scrolls sideways instead of cutting the last one off. */
export function minWidthPx(columns: Pick<Column<never>, "width">[]): number {
  const least = columns.map((column) => Number.parseInt(/(\d+)px/.exec(track(column))?.[1] ?? "0", 10));
  return least.reduce((sum, each) => sum + each, 0) + COLUMN_GAP_PX * (columns.length - 1) + ROW_PADDING_PX;
}

/** Another press of the column that sorts turns it round; a column of numbers begins with the largest. */
export function nextSort<Row>(current: Sort | undefined, column: Column<Row>): Sort {
  if (current?.key === column.key) return { key: column.key, order: current.order === "asc" ? "desc" : "asc" };
  return { key: column.key, order: column.numeric === true ? "desc" : "asc" };
}

/** A table that draws only the rows in sight, whether it has ten or ten thousand. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, count, rowAt, keyAt, sort, onSort, height, rowHeight = ROW_HEIGHT_PX, onRange, onRow, isMarked, empty } = props;
  const body = useRef<HTMLDivElement>(null);
  const isVirtual = height !== undefined;
  const virtual = useVirtualizer({
    count: isVirtual ? count : 0,
    getScrollElement: () => body.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    initialRect: { width: 1000, height: 800 },
    onChange: (instance) => {
      const items = instance.getVirtualItems();
      const first = items[0];
      const last = items[items.length - 1];
      if (first !== undefined && last !== undefined) onRange?.(first.index, last.index);
    },
  });
  const pressed = useRef(onRow);
  useEffect(() => {
    pressed.current = onRow;
  });
  const press = useCallback((row: Row) => pressed.current?.(row), []);
  const tracks = columns.map(track).join(" ");
  const drawn = isVirtual ? virtual.getVirtualItems().map((item) => item.index) : Array.from({ length: count }, (_, index) => index);
  const firstTop = isVirtual ? (virtual.getVirtualItems()[0]?.start ?? 0) : 0;

  return (
    <div
      ref={body}
      className={styles.scroll}
      style={isVirtual ? { maxHeight: height, overflowY: "auto" } : undefined}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <div role="table" aria-label={label} aria-rowcount={count + 1} className={styles.table} style={{ minWidth: minWidthPx(columns), ["--tracks" as string]: tracks }}>
        <div role="rowgroup" className={styles.headGroup}>
          <div role="row" className={styles.head}>
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
        <div role="rowgroup" style={isVirtual ? { height: virtual.getTotalSize(), paddingTop: firstTop } : undefined}>
          {drawn.map((index) => {
            const row = rowAt(index);
            return (
              <BodyRow
                key={keyAt?.(index) ?? index}
                row={row}
                index={index}
                columns={columns}
                height={rowHeight}
                isMarked={row !== undefined && isMarked?.(row) === true}
                onPress={onRow === undefined ? undefined : press}
              />
            );
          })}
        </div>
      </div>
      {count === 0 && empty}
    </div>
  );
}

interface BodyRowProps<Row> {
  row: Row | undefined;
  index: number;
  columns: Column<Row>[];
  height: number;
  isMarked: boolean;
  onPress: ((row: Row) => void) | undefined;
}

function DrawnRow<Row>({ row, index, columns, height, isMarked, onPress }: BodyRowProps<Row>) {
  const isPressable = onPress !== undefined && row !== undefined;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${styles.row} ${onPress !== undefined ? styles.pressable : ""} ${isMarked ? styles.marked : ""}`}
      style={{ height }}
      tabIndex={onPress === undefined ? undefined : 0}
      onClick={isPressable ? () => onPress(row) : undefined}
      onKeyDown={isPressable ? (event) => event.key === "Enter" && event.target === event.currentTarget && onPress(row) : undefined}
    >
      {columns.map((column) => (
        <div key={column.key} role="cell" className={column.numeric === true ? styles.numeric : styles.cell}>
          {row === undefined ? <span className={styles.waiting} /> : column.cell(row, index)}
        </div>
      ))}
    </div>
  );
}

/** Drawn again only when it is another row, or its columns are others: scrolling draws only what comes into sight. */
const BodyRow = memo(DrawnRow) as typeof DrawnRow;

function Heading<Row>({ column, sort, onSort }: { column: Column<Row>; sort: Sort | undefined; onSort: ((sort: Sort) => void) | undefined }) {
  const isSorted = sort?.key === column.key;
  const direction = isSorted ? (sort.order === "asc" ? "ascending" : "descending") : undefined;
  return (
    <div role="columnheader" aria-sort={direction} className={column.numeric === true ? styles.numeric : styles.cell} title={column.hint}>
      {column.sortable === true && onSort !== undefined ? (
        <button type="button" onClick={() => onSort(nextSort(sort, column))}>
          {column.title}
          <span aria-hidden="true" className={isSorted ? styles.arrow : styles.noArrow}>
            {isSorted && sort.order === "asc" ? "↑" : "↓"}
          </span>
        </button>
      ) : (
        column.title
      )}
    </div>
  );
}
