export function TopicPage() { return <p>TopicPage</p>; }
