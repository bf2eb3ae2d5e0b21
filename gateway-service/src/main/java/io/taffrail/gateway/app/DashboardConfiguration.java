package io.taffrail.gateway.app;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * Serves the dashboard below {@code /ui/}, where no address of it can be taken for one of the
 * public API's: {@code /topics} lists topics for programs and {@code /ui/topics} for people.
 */
@Configuration(proxyBeanMethods = false)
public class DashboardConfiguration implements WebMvcConfigurer {

    private static final String FILES = "classpath:/META-INF/resources/ui/";
    private static final String PAGE = "index.html";

    /** The dashboard's API; what it does not know is no page either. */
    private static final String API = "v1/";

    /** The build puts the hash of the content into these names, so they never change. */
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    /**
     * Everything comes from here and nothing runs that was not built: no inline script, no frame
     * around it. Styles may be inline, since dialogs lock the page's scrolling with one.
     */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; connect-src 'self'; base-uri 'none';"
                    + " form-action 'self'; frame-ancestors 'none'";

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addRedirectViewController("/", "/ui/");
        registry.addRedirectViewController("/ui", "/ui/");
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/ui/assets/**")
                .addResourceLocations(FILES + "assets/")
                .setCacheControl(FOR_EVER);
        registry.addResourceHandler("/ui/", "/ui/**")
                .addResourceLocations(FILES)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(true)
                .addResolver(new PageForAnyAddress());
    }

    @Bean
    FilterRegistrationBean<GuardedPage> guardedPage() {
        var registration = new FilterRegistrationBean<>(new GuardedPage());
        registration.addUrlPatterns("/ui/*");
        return registration;
    }

    /** A file where there is one; else the page, which reads the address by itself. */
    private static final class PageForAnyAddress extends PathResourceResolver {

        @Override
        protected @Nullable Resource getResource(String path, Resource location)
                throws IOException {
            Resource file = path.isEmpty() ? null : super.getResource(path, location);
            if (file != null || path.startsWith(API)) {
                return file;
            }
            return super.getResource(PAGE, location);
        }
    }

    /** Tells browsers what the page may do; harmless on everything else below {@code /ui/}. */
    static final class GuardedPage extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(
                HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Referrer-Policy", "same-origin");
            chain.doFilter(request, response);
        }
    }
}
