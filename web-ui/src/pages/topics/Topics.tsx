export function Topics() { return <p>Topics</p>; }
