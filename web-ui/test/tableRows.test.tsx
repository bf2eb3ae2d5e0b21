import { act } from "react";
import { createRoot } from "react-dom/client";
import { describe, expect, it, vi } from "vitest";
import { type Column, Table } from "../src/design/Table";

globalThis.IS_REACT_ACT_ENVIRONMENT = true;

interface Row {
  name: string;
}

describe("a table that is drawn again", () => {
  it("draws only the rows that are others, and a press tells whom it was told last", () => {
    const cell = vi.fn((row: Row) => row.name);
    const columns: Column<Row>[] = [{ key: "name", title: "Name", cell }];
    const rows = [{ name: "a" }, { name: "b" }];
    const root = createRoot(document.body.appendChild(document.createElement("div")));
    const draw = (shown: Row[], marked: Row | null, onRow: (row: Row) => void) =>
      act(() => root.render(<Table label="Some" columns={columns} count={shown.length} rowAt={(index) => shown[index]} isMarked={(row) => row === marked} onRow={onRow} />));
    const [first, second] = [vi.fn(), vi.fn()];

    draw(rows, null, first);
    draw(rows, null, first);
    expect(cell.mock.calls.map(([row]) => row.name)).toEqual(["a", "b"]);

    draw([rows[0]!, { name: "c" }], rows[0]!, second);
    expect(cell.mock.calls.map(([row]) => row.name)).toEqual(["a", "b", "a", "c"]);

    act(() => document.querySelector<HTMLElement>("[aria-rowindex='2']")!.click());
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledWith(rows[0]);
    act(() => root.unmount());
  });
});
