export function Topology() { return <p>Topology</p>; }
