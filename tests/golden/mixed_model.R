# Mixed model for repeated measures, written out patient by patient: REML and Kenward-Roger.
# mmrm.R and study.R run it; what it is held against stands in the head of mmrm.R.
# A derivative of V is a matrix, or the places i, j of its ones where each row has at most one.
times <- function(D, M) { if (is.matrix(D)) return(D %*% M); out <- matrix(0, nrow(M), ncol(M)); out[D$i, ] <- M[D$j, ]; out }
sum_of <- function(theta, D, n) {
  V <- matrix(0, n, n)
  for (k in seq_along(D)) if (is.matrix(D[[k]])) V <- V + theta[k] * D[[k]] else V[cbind(D[[k]]$i, D[[k]]$j)] <- theta[k]
  V
}
# Restricted maximum likelihood with V linear in its parameters: scores y, rows of X, a list of
# derivatives of V, and parameters to begin with.
reml <- function(y, X, D, theta) {
  state <- function(theta) {
    V <- sum_of(theta, D, length(y)); R <- tryCatch(chol(V), error = function(e) NULL)
    if (is.null(R)) return(NULL)
    Vi <- chol2inv(R); B <- Vi %*% X; A <- crossprod(X, B)
    phi <- tryCatch(solve(A), error = function(e) NULL)
    if (is.null(phi)) return(NULL)
    P <- Vi - B %*% phi %*% t(B)
    ll <- -((length(y) - ncol(X)) * log(2 * pi) + 2 * sum(log(diag(R))) + c(determinant(A)$modulus) + c(y %*% P %*% y)) / 2
    list(theta = theta, Vi = Vi, phi = phi, P = P, ll = ll, beta = c(phi %*% crossprod(X, Vi %*% y)))
  }
  s <- state(theta)
  for (i in 1:200) {
    DP <- lapply(D, times, s$P); Py <- s$P %*% y
    score <- sapply(seq_along(D), function(k) (sum(Py * times(D[[k]], Py)) - sum(diag(DP[[k]]))) / 2)
    info <- matrix(0, length(D), length(D))
    for (a in seq_along(D)) { PD <- t(DP[[a]]); for (b in seq_len(a)) info[a, b] <- info[b, a] <- sum(PD * DP[[b]]) / 2 }
    if (rcond(info) < 1e-15) return(NULL)
    step <- solve(info, score); gain <- sum(score * step)
    if (gain < 1e-20) break
    for (k in 0:30) {
      new <- state(s$theta + step / 2^k)
      if (!is.null(new) && (gain < 1e-8 || new$ll > s$ll)) break
    }
    if (is.null(new)) return(NULL)
    s <- new
  }
  c(s, list(info = info))
}
kenward_roger <- function(f, X, D) {
  phi <- f$phi; W <- solve(f$info); ViX <- f$Vi %*% X
  DViX <- lapply(D, times, ViX); ViDViX <- lapply(DViX, function(m) f$Vi %*% m)
  P <- lapply(DViX, function(m) -crossprod(ViX, m))
  middle <- 0
  for (a in seq_along(D)) for (b in seq_along(D))
    middle <- middle + W[a, b] * (crossprod(DViX[[a]], ViDViX[[b]]) - P[[a]] %*% phi %*% P[[b]])
  A <- phi + 2 * phi %*% middle %*% phi
  function(l) {
    g <- sapply(P, function(p) c(t(l) %*% phi %*% p %*% phi %*% l))
    c(se = sqrt(c(t(l) %*% A %*% l)), df = c(2 * (t(l) %*% phi %*% l)^2 / (t(g) %*% W %*% g)), model = sqrt(c(t(l) %*% phi %*% l)))
  }
}
# Mancl and DeRouen's sandwich; the df are the visit's scores less its coefficients.
sandwich_of <- function(f, X, y, id, free) {
  r <- c(y - X %*% f$beta); meat <- 0
  for (i in unique(id)) {
    w <- id == i; Xi <- X[w, , drop = FALSE]; Vi <- f$Vi[w, w, drop = FALSE]
    u <- t(Xi) %*% Vi %*% solve(diag(sum(w)) - Xi %*% f$phi %*% t(Xi) %*% Vi, r[w]); meat <- meat + u %*% t(u)
  }
  S <- f$phi %*% meat %*% f$phi
  function(l, v) c(se = sqrt(c(t(l) %*% S %*% l)), df = free[v])
}
long <- function(y) { k <- which(!is.na(t(y)), arr.ind = TRUE); list(id = k[, 2], visit = k[, 1], y = t(y)[!is.na(t(y))]) }
# Derivatives of V, one for each pair of visits.
pairs_of <- function(id, visit, v) {
  at <- matrix(NA_integer_, max(id), v); at[cbind(id, visit)] <- seq_along(id); D <- list()
  for (a in 1:v) for (b in 1:a) {
    both <- at[!is.na(at[, a]) & !is.na(at[, b]), , drop = FALSE]
    D[[length(D) + 1]] <- if (a == b) list(i = both[, a], j = both[, a]) else list(i = c(both[, a], both[, b]), j = c(both[, b], both[, a]))
  }
  D
}
mixed <- function(s) {
  some <- rowSums(!is.na(s$y)) > 0; s <- list(arm = s$arm[some], x = s$x[some, , drop = FALSE], y = s$y[some, , drop = FALSE])
  v <- ncol(s$y); X1 <- cbind(1, s$arm, scale(s$x, scale = FALSE)); q <- ncol(X1); l <- long(s$y)
  X <- matrix(0, length(l$y), v * q)
  for (i in seq_along(l$y)) X[i, (l$visit[i] - 1) * q + 1:q] <- X1[l$id[i], ]
  centre <- mean(l$y); y <- l$y - centre
  D <- pairs_of(l$id, l$visit, v)
  r <- sapply(1:v, function(k) { w <- !is.na(s$y[, k]); e <- numeric(nrow(s$y)); e[w] <- lm.fit(X1[w, ], s$y[w, k])$residuals; e })
  S <- crossprod(r) / pmax(crossprod(1 * !is.na(s$y)), 1)
  theta <- if (min(eigen(S)$values) > 1e-9 * max(S)) t(S)[upper.tri(S, diag = TRUE)] else diag(diag(S))[upper.tri(S, diag = TRUE)]
  f <- reml(y, X, D, theta); simple <- is.null(f)
  if (!simple) {
    full <- matrix(0, v, v); full[upper.tri(full, diag = TRUE)] <- f$theta; full <- full + t(full) - diag(diag(full), v)
    simple <- min(eigen(cov2cor(full))$values) < 1e-7
  }
  if (simple) {
    same <- outer(l$id, l$id, "=="); D <- list(diag(length(y)), same - diag(length(y)))
    f <- reml(y, X, D, c(mean(diag(S)), 0))
    spread <- sandwich_of(f, X, y, l$id, colSums(!is.na(s$y)) - q)
  } else { kr <- kenward_roger(f, X, D); spread <- function(l, v) kr(l) }
  at <- function(visit, shift) {
    con <- numeric(v * q); con[(visit - 1) * q + 1:q] <- c(shift, numeric(q - 2))
    c(value = sum(con * f$beta) + centre * shift[1], spread(con, visit))
  }
  list(s = s, at = at, ll = f$ll, simple = simple, X = X, y = l$y, id = l$id, visit = l$visit, v = v)
}
