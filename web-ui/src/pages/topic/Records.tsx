export function Records() { return <p>Records</p>; }
