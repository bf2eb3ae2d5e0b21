export function BrokerPage() { return <p>BrokerPage</p>; }
