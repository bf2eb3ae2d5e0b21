export function TopicGroups() { return <p>TopicGroups</p>; }
