export function Partitions() { return <p>Partitions</p>; }
