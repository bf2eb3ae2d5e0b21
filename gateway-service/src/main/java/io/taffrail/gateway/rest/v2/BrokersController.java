package io.taffrail.gateway.rest.v2;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.rest.ProxyErrors;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The brokers that are alive, by their ids, as version 2 lists them. */
@RestController
@Tag(name = "topics (v2)")
public final class BrokersController {

    private final Supplier<MetadataImage> image;

    public BrokersController(Supplier<MetadataImage> image) {
        this.image = image;
    }

    @GetMapping(
            path = "/brokers",
            produces = {ProxyErrors.MEDIA_TYPE, "application/json"})
    Map<String, List<Integer>> brokers() {
        return Map.of("brokers", image.get().brokers().stream().map(NodeImage::id).toList());
    }
}
