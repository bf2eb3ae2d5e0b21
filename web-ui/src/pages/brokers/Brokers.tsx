export function Brokers() { return <p>Brokers</p>; }
