// kafka-go in a group, driven by lines: see GroupClient. Debian's 0.2.1 knows no group.protocol, no
// headers and no Writer.Addr; what it was assigned it tells its logger only.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/snappy"
)

var servers = strings.Split(os.Args[1], ",")

// Lines come from the reader's goroutines too.
var saying sync.Mutex

func say(line string) {
	saying.Lock()
	defer saying.Unlock()
	fmt.Println(line)
}

// assignments makes lines of ours from those of the reader.
type assignments struct{}

var subscribed = regexp.MustCompile(`subscribed to partitions: map\[(.*)\]`)
var partition = regexp.MustCompile(`(\d+):`)

func (assignments) Write(line []byte) (int, error) {
	if found := subscribed.FindSubmatch(line); found != nil {
		held := "assigned"
		for _, each := range partition.FindAllSubmatch(found[1], -1) {
			held += " " + string(each[1])
		}
		say(held)
	} else if strings.Contains(string(line), "rebalancing consumer group") {
		say("assigned")
	}
	return len(line), nil
}

// produce packs every other hundred, so that wrapped messages are sent as well as plain ones.
func produce(topic string, first, count int) {
	config := kafka.WriterConfig{
		Brokers:      servers,
		Topic:        topic,
		Balancer:     &kafka.Hash{},
		BatchTimeout: 10 * time.Millisecond,
		RequiredAcks: -1,
	}
	if first/100%2 == 0 {
		config.CompressionCodec = snappy.NewCompressionCodec()
	}
	writer := kafka.NewWriter(config)
	var messages []kafka.Message
	for i := first; i < first+count; i++ {
		messages = append(messages, kafka.Message{
			Key:   []byte("key-" + strconv.Itoa(i%12)),
			Value: []byte(strconv.Itoa(i)),
		})
	}
	if err := writer.WriteMessages(context.Background(), messages...); err != nil {
		say("failed: " + err.Error())
		os.Exit(1)
	}
	writer.Close()
	say("produced " + strconv.Itoa(count))
}

func consume(topic, group string) {
	stopped, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers:           servers,
		GroupID:           group,
		Topic:             topic,
		MinBytes:          1,
		MaxBytes:          1 << 20,
		MaxWait:           200 * time.Millisecond,
		ReadLagInterval:   -1,
		CommitInterval:    200 * time.Millisecond,
		HeartbeatInterval: 500 * time.Millisecond,
		SessionTimeout:    6 * time.Second,
		Logger:            log.New(assignments{}, "", 0),
		ErrorLogger:       log.New(os.Stderr, "", 0),
	})
	for {
		message, err := reader.FetchMessage(stopped)
		if err != nil {
			break
		}
		say(fmt.Sprintf("record %d %d %s %s", message.Partition, message.Offset, message.Key, message.Value))
		if err := reader.CommitMessages(stopped, message); err != nil {
			break
		}
	}
	reader.Close()
	os.Exit(0)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch words[0] {
		case "produce":
			first, _ := strconv.Atoi(words[2])
			count, _ := strconv.Atoi(words[3])
			produce(words[1], first, count)
		case "consume":
			consume(words[1], words[2])
		}
	}
}
