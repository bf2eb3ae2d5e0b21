export function Reassign() { return <p>Reassign</p>; }
