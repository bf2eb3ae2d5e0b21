export function Config() { return <p>Config</p>; }
